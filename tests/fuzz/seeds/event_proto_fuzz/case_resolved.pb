
crmcrm-012*ะชอ2tenant-1042:vlierstraat-17RK-7001ช
valve replacedmValve fetched at the wholesaler instead of ordered, mandate given by phone. The normal way takes three weeks.