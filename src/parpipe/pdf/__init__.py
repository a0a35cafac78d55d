"""Pages of PDF in small steps: glyphs and rules -> lines -> tables, ruled or aligned -> paragraphs; read by ``readers.pdf``."""
