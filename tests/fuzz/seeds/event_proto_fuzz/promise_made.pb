
crmcrm-004*ˆÉ¼Ì2tenant-1042:vlierstraat-17JC-5133RK-7001jP-301òP
€¡ÒÌ=call back with a date, and say whether the wall may be openedrepairs