
crme02* ิดั2c1ย
moved