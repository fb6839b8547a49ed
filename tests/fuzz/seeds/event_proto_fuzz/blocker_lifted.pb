
field-servicefs-008*ÈãÿÌ2tenant-1042:vlierstraat-17ZWO-9001ê2.thermostatic valve 22 mm is in the van of t-07