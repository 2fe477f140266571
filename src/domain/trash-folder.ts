/** Where scripts of `duplicates --script` move copies to, at the top of the library or of a drive inside it. */
export const TRASH_FOLDER = ".musaic-trash";
