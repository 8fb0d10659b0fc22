interface Meaning {
  readonly text: string;
  readonly remedy: string;
}

/** What can be wrong with a mapping file; nothing is recorded. */
export const MAPPING_PROBLEMS = {
  'invalid-yaml': { text: 'The mapping is no YAML', remedy: 'Mend the line that the message names.' },
  'invalid-mapping': {
    text: 'A part of the mapping is not of the shape that it must have',
    remedy: 'Give what the message names; editors check it against examples/mapping.schema.json.',
  },
  'missing-key': { text: 'The mapping lacks a key that it must have', remedy: 'Add it.' },
  'unknown-key': { text: 'The mapping has a key that means nothing', remedy: 'Use the one that was meant.' },
  'invalid-template': {
    text: 'A template of patient ids has no place for the key',
    remedy: 'Write it as `trial-{id}`.',
  },
  'invalid-date': { text: 'A constant date in the mapping is none', remedy: 'Give YYYY-MM-DD, YYYY-MM, YYYY or +123.' },
  'unknown-date-format': {
    text: 'A spelling of dates that cannot be read',
    remedy: 'Write it as YYYY-MM-DD, D.M.YYYY, …',
  },
  'field-twice': { text: 'A field of an event is given twice, whole and in parts', remedy: 'Give it once.' },
  'field-has-parts': { text: 'A field with parts is given as a whole', remedy: 'Give its parts singly.' },
  'needs-map': { text: 'A cell is to become true or false without being told which', remedy: 'Add a map.' },
  'not-a-quantity': { text: '`times` on a field that is no quantity', remedy: 'Leave it out.' },
  'not-a-list': { text: '`split` on a field that is no list', remedy: 'Leave it out.' },
  'invalid-word': { text: 'A constant or a word of a map that the field cannot be', remedy: 'Give one of its words.' },
  'unknown-file': {
    text: 'A join with a file that the mapping does not have',
    remedy: 'Use the `match` of one that it has.',
  },
  'unknown-rule': {
    text: 'A reference to an event whose rule the mapping does not have',
    remedy: 'Use the name of one that it has.',
  },
  'unknown-column': {
    text: 'A reference by a column that is not in the key of the rule that it names',
    remedy: 'Use one of the key.',
  },
  'rule-without-key': {
    text: 'A rule that is referred to, or whose event is reported again, has no key',
    remedy: 'Give the columns that make it this event and no other of the patient.',
  },
  'not-a-reference': {
    text: 'An event is given for a field that names no other event',
    remedy: 'Give a constant or a column.',
  },
  'missing-column': {
    text: 'The table lacks a column that the mapping reads',
    remedy: 'Check how the header writes it.',
  },
} as const satisfies Readonly<Record<string, Meaning>>;

/** What can be wrong with a file as a whole; nothing is recorded. */
export const FILE_PROBLEMS = {
  'unreadable-file': { text: 'The file cannot be read', remedy: 'Check its path and its permissions.' },
  'not-utf-8': { text: 'The file is not UTF-8', remedy: 'Save it as UTF-8.' },
  'missing-file': {
    text: 'The mapping has a table of which no file is given; patients would be recorded in part',
    remedy: 'Give the files of all tables to one import.',
  },
  'unexpected-file': { text: 'The mapping has no table for a file', remedy: 'Leave it out, or mend `match`.' },
  'ambiguous-file': {
    text: 'A file is of more than one table of the mapping',
    remedy: 'Make `match` fit one table alone.',
  },
  'repeated-file': {
    text: 'Two files have the same name',
    remedy: 'Give each file once, and files of the same table different names.',
  },
  'malformed-table': {
    text: 'The table cannot be read, for instance for an open quote',
    remedy: 'Mend the row named.',
  },
  'no-header': { text: 'The table has no header', remedy: 'Give the names of the columns in the first row.' },
  'repeated-column': { text: 'Two columns have the same name', remedy: 'Rename one of them.' },
  'file-changed': {
    text: 'The file was changed while it was read',
    remedy: 'Import it again: nothing is recorded twice.',
  },
  'rejected-is-input': { text: 'Rejected rows would overwrite the input', remedy: 'Give --rejected another file.' },
  'rejected-exists': {
    text: 'The file for rejected rows is there and holds something else',
    remedy: 'Give --rejected another file.',
  },
  'rejected-nowhere': {
    text: 'Rows are rejected and have no file to go to',
    remedy: 'Say with --rejected FILE where.',
  },
  'rejected-not-writable': {
    text: 'The file for rejected rows cannot be written',
    remedy: 'Give --rejected another file.',
  },
} as const satisfies Readonly<Record<string, Meaning>>;

/** What can be wrong with a row; its patient is not recorded, all others are. */
export const ROW_PROBLEMS = {
  'not-json': { text: 'A line that is no JSON object', remedy: 'Write one event on one line.' },
  'missing-patient': { text: 'A row that names no patient', remedy: 'Give the key, or patientId.' },
  'invalid-patient-id': { text: 'A key that makes no patient id', remedy: 'Use 1 to 64 of A-Z a-z 0-9 . _ -' },
  'cell-count': { text: 'A row with more or fewer cells than the header', remedy: 'Mend the row.' },
  'unmapped-word': {
    text: 'A word that is not in the map of the column',
    remedy: 'Add it to the map, or mend the cell.',
  },
  'not-a-number': { text: 'A cell that is no number', remedy: 'Mend it, or name it a missing-value word.' },
  'not-a-day': { text: 'A cell that is no whole number of days', remedy: 'Mend it, or name it a missing-value word.' },
  'unreadable-date': {
    text: 'A date in none of the spellings of the mapping',
    remedy: 'Mend it, or add the spelling.',
  },
  'impossible-date': { text: 'A date that no calendar has', remedy: 'Mend it.' },
  'ambiguous-date': {
    text: 'A date that two spellings read differently',
    remedy: 'Keep one spelling for this column.',
  },
  'ambiguous-join': {
    text: 'Two rows of a joined file belong to this row',
    remedy: 'Delete one, or name under joins the column that tells them apart.',
  },
  'repeated-id': {
    text: 'Two rows with one id that state different things',
    remedy: 'Delete one, or give it another id.',
  },
  'repeated-key': {
    text: 'Two rows with the same key columns that state different things',
    remedy: 'Delete one, or add a column to the key.',
  },
  'altered-definition': {
    text: 'A definition of a cohort that is not what its digest says',
    remedy: 'Take the line as the log holds it, or define the cohort anew.',
  },
  'cohort-version-differs': {
    text: 'A definition of a cohort that would have another version than in the other log',
    remedy: 'Import into a folder that has no other versions of it, or define it anew.',
  },
  'other-row': {
    text: 'Nothing is wrong with this row, but with another of the patient',
    remedy: 'Mend the row named.',
  },
} as const satisfies Readonly<Record<string, Meaning>>;
