"""A web service that says where a parcel is: it asks the courier five calls deep, and every customer waits for it."""
