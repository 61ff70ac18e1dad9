/**
 * What columns are called: by corpora, by pandas and R, and by people who number things.
 *
 * Names are compared without letter case, blanks, hyphens, underscores, points, colons and brackets, so that
 * `patient_id`, `Patient ID`, `patient-id`, `patientId` and `Patient (ID)` are one.
 */

/** Words for who speaks. */
const PEOPLE: readonly string[] = [
  ..."speaker spk spkr subject subj participant patient pid client user person talker actor singer proband".split(" "),
  ..."probandin respondent volunteer individual interviewee caller pseudonym".split(" "),
  ..."donor informant sprecher sprecherin patientin teilnehmer teilnehmerin probandin versuchsperson vp vpn".split(" "),
  ..."locuteur locutrice sujet sujeto paciente hablante locutor parlante soggetto paziente spreker".split(" "),
];

/** The same, where they may mean something else without a word for numbers: whether it is a child. */
const NUMBERED_PEOPLE: readonly string[] = "sub child kid pat reader rater patienten case fall".split(" ");

const NUMBERS_BEHIND: readonly string[] = "id no nr num number nummer code name index idx hash".split(" ");
const NUMBERS_IN_FRONT: readonly string[] = "id num numero code".split(" ");

/** Words for people, alone and with words for numbers: `speaker`, `SpeakerID`, `ProbandenNr`, `id_paciente`. */
function speakerNames(): readonly string[] {
  const numbered = [...PEOPLE, ...NUMBERED_PEOPLE, "probanden", "versuchspersonen"].flatMap((who) => [
    ...NUMBERS_BEHIND.map((number) => who + number),
    ...NUMBERS_IN_FRONT.map((number) => number + who),
  ]);
  return [...PEOPLE.flatMap((who) => [who, `${who}id`, `${who}name`]), "mrn", ...numbered];
}

/** Names that are recognized, as `columnKey` gives them, in order of preference. */
export const COLUMN_NAMES = {
  id: [
    ..."name file filename filepath recording recordingid id instancename instance path audio audiofile audiopath".split(
      " ",
    ),
    ..."wav wavfile wavname wavpath clip clipid utterance utteranceid utt uttid sample sampleid fname uri url".split(
      " ",
    ),
    ..."datei dateiname aufnahme fichier indexlevel0".split(" "),
  ],
  label: "label labels class classname classlabel emotion target diagnosis category klasse diagnose kategorie".split(
    " ",
  ),
  speaker: speakerNames(),
  partition: "partition split subset set aufteilung".split(" "),
  start: "start starttime frametime".split(" "),
  end: "end endtime".split(" "),
} as const satisfies Readonly<Record<string, readonly string[]>>;

/** Classes as numbers or under a second name; a class of their own only where the table has no other. */
const LABEL_COPIES: readonly string[] = [
  ..."labelid labelidx labelindex labelcode labelnum labelnumber labelint labelenc labelencoded encodedlabel".split(
    " ",
  ),
  ..."classid classidx classindex classcode classnum targetid targetidx targetclass emotionid emotionidx".split(" "),
  ..."emotioncode emotionlabel diagnosisid diagnosiscode categoryid groundtruth gt ytrue y".split(" "),
];

/** Row numbers, as tools and people write them. */
const ROW_NUMBERS: readonly string[] =
  "index idx row rowid rowname rownames rownumber rownum rowno rowindex no nr sno sn serialnumber lfdnr frameindex".split(
    " ",
  );

/** What belongs to the recording or its making, and is told apart by number. */
const IDENTIFIERS: readonly string[] =
  "session sessionno sessionnumber fold uuid guid md5 hash checksum timestamp date datetime recordingdate filenumber".split(
    " ",
  );

/** The name as names are compared. */
export function columnKey(name: string): string {
  return name
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[\s_.\-:#/*()[\]{}]+/g, "");
}

/** Whether a column numbers the rows by its name: `index`, pandas' `Unnamed: 0`, `level_0` and `__index_level_0__`, readr's `...1`. */
export function isRowNumberName(name: string): boolean {
  const key = columnKey(name);
  return ROW_NUMBERS.includes(key) || /^(#|\.{3}1)$/.test(name.trim()) || /^(unnamed|level|indexlevel)\d+/.test(key);
}

/** Whether a column says who or which, by its name: speakers, recordings, sessions, and whatever ends in a word ID. */
export function isIdentifierName(name: string): boolean {
  const key = columnKey(name);
  const isListed = [COLUMN_NAMES.id, COLUMN_NAMES.speaker, IDENTIFIERS].some((names) => names.includes(key));
  return isListed || /(^|[\s_.\-:])ids?$/i.test(name.trim()) || /[a-z\d]I[Dd]$/.test(name.trim());
}

/** Whether a column holds the class once more, by its name. `y` is a class where there is no `x` beside it. */
export function isLabelCopyName(name: string, all: readonly string[]): boolean {
  const key = columnKey(name);
  if (key === "y") return !all.some((other) => columnKey(other) === "x");
  return LABEL_COPIES.includes(key) || COLUMN_NAMES.label.includes(key);
}
