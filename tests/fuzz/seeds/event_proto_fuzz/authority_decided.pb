
crmcrm-007*рніЬ2tenant-1042:vlierstraat-17RK-7001Њ
open the shaft wallк8Granted by phone, up to 750 euros of repair to the wall.