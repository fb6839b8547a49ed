
postpost-006*€‡•Í2tenant-1088:meidoornlaan-8p²
service-costs-2025	B-2026-03