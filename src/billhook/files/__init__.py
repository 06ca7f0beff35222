"""Files that are uploaded: logos, icons, evidence against disputes, and the public links to them (platform.md §1.1).

Owns    files, what is in them, file links, the pictures of the account's brand.
Leaves  saying where a file is used to whoever names its id: `account_settings` a logo, `disputes` evidence.
Always  the content says what a file is, never its name; a logo is drawn anew, so nothing but the picture is kept; no
        list reads contents.
"""
