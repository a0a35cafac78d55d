"""Documents of Word in small steps: styles -> fonts and roles, runs -> text; read by ``parpipe.readers.docx``."""
