
portalpor-001*øìÒÌ2tenant-1131Brent/paymentpŠ
my-homepayment-plan/confirmÚ+Error 500 at the last step, three attempts.