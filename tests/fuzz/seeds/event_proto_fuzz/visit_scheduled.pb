
field-servicefs-005*ÿÕÌ2tenant-1042:vlierstraat-17ZWO-9001bV-3Ê
€µõÌ íõÌÚNext free slot.