
crmcrm-006*¨ûõÌ2tenant-1042:vlierstraat-17RK-7001ÚLthird-callout"purple-crocodile:'Mine. Calling the building manager now.