"""Pictures of pages in small steps: straight picture -> rules rubbed out -> words by tesseract -> a page like one of PDF."""
