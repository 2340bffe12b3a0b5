"""Travel and costs with receipts."""
