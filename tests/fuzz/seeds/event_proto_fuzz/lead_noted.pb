
crmcrm-021*ŞÄÍ2tenant-3001Ò
parking space