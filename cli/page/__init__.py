"""The report page: one HTML file that needs no network. Its libraries are those of the extra `report`."""
