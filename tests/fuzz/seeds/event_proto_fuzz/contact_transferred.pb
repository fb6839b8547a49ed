
ae02* ëÌ2c1BrentJkú
ab