
postpost-002*®ğÌ2tenant-1120RK-7009š
income statement