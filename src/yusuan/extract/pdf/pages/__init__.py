"""Pages and what goes over pages: furniture, continuation, scans."""
