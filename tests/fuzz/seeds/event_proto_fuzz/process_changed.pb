
crmcrm-022*‡∞–ÕBplumbing/leakänorth‚s
PC-12jThe 22 mm thermostatic valve is standard stock of every van; fitters may open shaft walls up to 750 euros.