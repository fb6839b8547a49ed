
crmcrm-018*¬ž‘Ì2tenant-1120RK-7009Š!income statement of last year