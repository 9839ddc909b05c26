project = "depot"
extensions = ["wharfinger.sphinxext"]
