
crme05* äÎ2c2:u7BrentRkº