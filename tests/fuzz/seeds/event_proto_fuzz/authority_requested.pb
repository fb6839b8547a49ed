
crmcrm-003* ±ŒÌ2tenant-1042:vlierstraat-17RK-7001¢'
open the shaft wallbuilding-managerÚMailed to the building manager.