
	telephonytel-001*ŒªÌJC-5001pòrepairsÒ06 10420017