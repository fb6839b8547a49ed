
crmcrm-002*Ø·Ì2tenant-1042:vlierstraat-17RK-7001¢
repairs-deskrepairs