
field-servicefs-007*èÕõÌ:vlierstraat-17ZWO-9001zvan-dam’X
VThird time that we stand here with empty hands. Somebody please decide about the wall.