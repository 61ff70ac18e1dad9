/**
 * Every sentence of the page, English and German side by side. `{name}` is filled in.
 */

/** [English, German]. */
export const TEXTS = {
  notice: ["For research; not a medical device", "Für die Forschung; kein Medizinprodukt"],
  title: ["A network that listens", "Ein Netz, das zuhört"],
  lead: [
    "It compares a recording of a voice with the recordings that it was trained on and names one of: {classes}.",
    "Es vergleicht eine Aufnahme einer Stimme mit denen, an denen es trainiert wurde, und nennt eines von: {classes}.",
  ],

  beforeTitle: ["Before you believe it", "Bevor Sie ihm glauben"],
  figuresKnown: [
    "Asked about {recordings} recordings that it had not been trained on, it was right in {uar} % of each class on average (unweighted average recall; {level} % interval {low} to {high} %). Guessing gives {chance} %.",
    "Bei {recordings} Aufnahmen, an denen es nicht trainiert wurde, lag es im Mittel der Klassen bei {uar} % richtig (unweighted average recall; {level}-%-Intervall {low} bis {high} %). Raten ergibt {chance} %.",
  ],
  figuresNoInterval: [
    "Asked about {recordings} recordings that it had not been trained on, it was right in {uar} % of each class on average (unweighted average recall). Speakers were too few to say how sure that is. Guessing gives {chance} %.",
    "Bei {recordings} Aufnahmen, an denen es nicht trainiert wurde, lag es im Mittel der Klassen bei {uar} % richtig (unweighted average recall). Es waren zu wenige Personen, um zu sagen, wie sicher das ist. Raten ergibt {chance} %.",
  ],
  figuresChance: [
    "That does not show that it is better than guessing.",
    "Das zeigt nicht, dass es besser ist als Raten.",
  ],
  figuresDevel: [
    "That figure is from the recordings by which the network was chosen, so it flatters it.",
    "Diese Zahl stammt von den Aufnahmen, nach denen das Netz ausgewählt wurde; sie schmeichelt ihm also.",
  ],
  figuresFolds: [
    "That figure is not of this network: it is of {folds} others, each made in the same way from other recordings and asked about those that it had not seen.",
    "Diese Zahl gilt nicht für dieses Netz: Sie gilt für {folds} andere, jedes auf dieselbe Weise aus anderen Aufnahmen gemacht und nach denen gefragt, die es nicht kannte.",
  ],
  figuresSynthetic: [
    "It was trained on voices that a program made, to try the program: it knows no person's voice, and its answers mean nothing.",
    "Es wurde an Stimmen trainiert, die ein Programm erzeugt hat, um das Programm zu erproben: Es kennt keine Stimme eines Menschen, und seine Antworten bedeuten nichts.",
  ],
  figuresWarned: [
    "Checks of its recordings warn ({checks}): the figure may be too good. Ask whoever made it what was found.",
    "Prüfungen seiner Aufnahmen warnen ({checks}): Die Zahl kann zu gut sein. Fragen Sie den, der es gemacht hat, was gefunden wurde.",
  ],
  figuresUnknown: [
    "How often it is right is not known here: the model's file does not say. Ask whoever made it before you believe anything.",
    "Wie oft es recht hat, ist hier nicht bekannt: Die Datei des Modells sagt es nicht. Fragen Sie den, der es gemacht hat, bevor Sie etwas glauben.",
  ],
  cannotKnow: [
    "It cannot know who speaks, in which language, why a voice sounds as it does, or anything that was not in its training recordings. Another microphone or room can change its answer.",
    "Es kann nicht wissen, wer spricht, in welcher Sprache, warum eine Stimme so klingt, noch irgendetwas, das in seinen Trainingsaufnahmen nicht vorkam. Ein anderes Mikrofon oder ein anderer Raum kann die Antwort ändern.",
  ],
  notDiagnosis: [
    "An answer is no diagnosis. If you feel ill, ask a doctor, whatever it says.",
    "Eine Antwort ist keine Diagnose. Wenn Sie sich krank fühlen, fragen Sie einen Arzt, was immer hier steht.",
  ],

  recordTitle: ["Recording", "Aufnahme"],
  recordHelp: [
    "Speak for 5 to 10 seconds in a quiet room, a hand's width from the microphone.",
    "Sprechen Sie 5 bis 10 Sekunden in einem ruhigen Raum, eine Handbreit vom Mikrofon.",
  ],
  record: ["Record", "Aufnehmen"],
  stop: ["Stop", "Stopp"],
  chooseFile: ["Choose a recording", "Aufnahme wählen"],
  dropHelp: ["or drop a file anywhere on this page", "oder eine Datei irgendwo auf dieser Seite ablegen"],
  level: ["Level of the microphone", "Pegel des Mikrofons"],
  clock: ["{seconds} s of at most {most} s", "{seconds} s von höchstens {most} s"],
  preparing: ["Preparing the network …", "Das Netz wird vorbereitet …"],
  asking: ["Asking for the microphone …", "Das Mikrofon wird erfragt …"],
  recordingNow: ["Recording. Speak now.", "Aufnahme läuft. Sprechen Sie jetzt."],
  listening: ["Listening …", "Das Netz hört zu …"],
  answered: ["The answer is below.", "Die Antwort steht unten."],
  notAnswered: ["There is no answer; the reason is below.", "Es gibt keine Antwort; der Grund steht unten."],

  noMicrophoneApi: [
    "This browser gives no microphone to this page: open it by https or from this machine (127.0.0.1). Files can be chosen all the same.",
    "Dieser Browser gibt dieser Seite kein Mikrofon: Öffnen Sie sie über https oder von diesem Gerät (127.0.0.1). Dateien können Sie trotzdem wählen.",
  ],
  microphoneRefused: [
    "The microphone was refused. Allow it in the browser's settings of this page, or choose a recording.",
    "Das Mikrofon wurde verweigert. Erlauben Sie es in den Einstellungen des Browsers zu dieser Seite, oder wählen Sie eine Aufnahme.",
  ],
  microphoneStopped: [
    "The microphone stopped before you did: it was unplugged, taken by another program or forbidden. This is about the sound up to then; connect it and record again.",
    "Das Mikrofon hat vor Ihnen aufgehört: Es wurde ausgesteckt, von einem anderen Programm übernommen oder verboten. Das hier gilt für den Ton bis dahin; schließen Sie es an und nehmen Sie noch einmal auf.",
  ],
  microphoneMissing: [
    "There is no microphone. Connect one, or choose a recording.",
    "Es gibt kein Mikrofon. Schließen Sie eines an, oder wählen Sie eine Aufnahme.",
  ],
  microphoneBusy: [
    "The microphone cannot be opened; another program may be using it. Close that one and try again.",
    "Das Mikrofon lässt sich nicht öffnen; vielleicht benutzt es ein anderes Programm. Schließen Sie es und versuchen Sie es noch einmal.",
  ],
  noLoudspeaker: [
    "The browser's sound does not start, as where a device has no loudspeaker. Connect loudspeakers or headphones and try again, or choose a recording.",
    "Der Ton des Browsers läuft nicht an, wie auf einem Gerät ohne Lautsprecher. Schließen Sie Lautsprecher oder Kopfhörer an und versuchen Sie es noch einmal, oder wählen Sie eine Aufnahme.",
  ],
  noSound: [
    "No sound was found in {name}. Choose a WAV, FLAC, MP3 or Ogg file. (Details: {reason})",
    "In {name} wurde kein Ton gefunden. Wählen Sie eine Datei in WAV, FLAC, MP3 oder Ogg. (Einzelheiten, auf Englisch: {reason})",
  ],
  emptyFile: [
    "{name} is empty: it has 0 bytes. Choose another recording, or copy this one again from where it was made.",
    "{name} ist leer: Die Datei hat 0 Bytes. Wählen Sie eine andere Aufnahme, oder kopieren Sie diese noch einmal von dort, wo sie gemacht wurde.",
  ],
  unreadable: [
    "{name} cannot be read: it was moved, is a folder, or may not be opened. Choose the recording again. (Details: {reason})",
    "{name} lässt sich nicht lesen: Die Datei wurde verschoben, ist ein Ordner oder darf nicht geöffnet werden. Wählen Sie die Aufnahme noch einmal. (Einzelheiten vom Browser: {reason})",
  ],
  droppedNothing: [
    "What was dropped is no file. Save the recording as a file first, then drop that here or choose it.",
    "Was abgelegt wurde, ist keine Datei. Sichern Sie die Aufnahme zuerst als Datei; diese können Sie hier ablegen oder wählen.",
  ],
  tooShort: [
    "There are {milliseconds} ms of sound; at least 60 ms are needed, and 5 seconds are better. Record again.",
    "Es sind {milliseconds} ms Ton; nötig sind mindestens 60 ms, besser 5 Sekunden. Nehmen Sie noch einmal auf.",
  ],
  tooLong: [
    "The recording is longer than {minutes} minutes. Cut out the part in which somebody speaks.",
    "Die Aufnahme ist länger als {minutes} Minuten. Schneiden Sie den Teil heraus, in dem jemand spricht.",
  ],
  tooLarge: [
    "The file has {megabytes} MB, more than {most} MB. Cut out the part in which somebody speaks.",
    "Die Datei hat {megabytes} MB, mehr als {most} MB. Schneiden Sie den Teil heraus, in dem jemand spricht.",
  ],
  silent: [
    "Nothing was heard: the recording is silent. Is the microphone switched on, and is it the right one?",
    "Es war nichts zu hören: Die Aufnahme ist still. Ist das Mikrofon eingeschaltet, und ist es das richtige?",
  ],
  noAnswer: [
    "The network has no answer to this recording. Record again, in another place. (Details: {reason})",
    "Das Netz hat auf diese Aufnahme keine Antwort. Nehmen Sie noch einmal auf, an einem anderen Ort. (Einzelheiten, auf Englisch: {reason})",
  ],
  oldBrowser: [
    "This browser cannot run the network: take Chrome 92, Firefox 90, Safari 16.4 or newer. If it is one of these, WebAssembly is switched off, as in a lockdown mode: allow it for this page, or take another browser. (Details: {reason})",
    "Dieser Browser kann das Netz nicht ausführen: Nehmen Sie Chrome 92, Firefox 90, Safari 16.4 oder neuer. Ist er einer von diesen, so ist WebAssembly abgeschaltet, wie im Blockierungsmodus: Erlauben Sie es für diese Seite, oder nehmen Sie einen anderen Browser. (Einzelheiten, auf Englisch: {reason})",
  ],
  broken: [
    "Something went wrong in this page. Load it again; if it goes wrong again, take another browser. (Details: {reason})",
    "Auf dieser Seite ist etwas schiefgegangen. Laden Sie sie noch einmal; geht es wieder schief, nehmen Sie einen anderen Browser. (Einzelheiten, auf Englisch: {reason})",
  ],

  doubtShort: [
    "The recording is short ({seconds} s): too little to go by.",
    "Die Aufnahme ist kurz ({seconds} s): zu wenig, um danach zu gehen.",
  ],
  doubtQuiet: [
    "It is too quiet (speech at {level} dB): come closer to the microphone.",
    "Sie ist zu leise (Sprache bei {level} dB): Gehen Sie näher ans Mikrofon.",
  ],
  doubtClipped: [
    "It is clipped ({share} % of the samples at full scale): move away from the microphone or turn its level down.",
    "Sie ist übersteuert ({share} % der Werte am Anschlag): Gehen Sie vom Mikrofon weg oder drehen Sie den Pegel herunter.",
  ],
  doubtNoisy: [
    "It is noisy (speech {distance} dB above the room): find a quieter place.",
    "Sie ist verrauscht (Sprache {distance} dB über dem Raum): Suchen Sie einen ruhigeren Ort.",
  ],
  doubtProcessed: [
    "The browser says that it changes the sound ({settings}), or does not say that it leaves it alone. Level and noise are then not those of the voice.",
    "Der Browser verändert den Ton ({settings}) oder sagt nicht, dass er ihn lässt, wie er ist. Pegel und Rauschen sind dann nicht die der Stimme.",
  ],
  echoCancellation: ["echo cancellation", "Echounterdrückung"],
  noiseSuppression: ["noise suppression", "Rauschunterdrückung"],
  autoGainControl: ["gain control", "Pegelautomatik"],

  answerTitle: ["What the network says", "Was das Netz sagt"],
  noAnswerTitle: ["No answer", "Keine Antwort"],
  undecided: [
    "It cannot decide between {first} and {second}.",
    "Es kann sich zwischen {first} und {second} nicht entscheiden.",
  ],
  leans: ["It leans towards {first}.", "Es neigt zu {first}."],
  takes: ["It takes this for {first}.", "Es hält das für {first}."],
  onlyClass: ["It knows one class only: {first}.", "Es kennt nur eine Klasse: {first}."],
  inDoubt: [
    "Given all the same, and worth less for what is said above:",
    "Trotzdem gesagt, und weniger wert wegen des oben Genannten:",
  ],
  notCalibrated: [
    "The numbers are the network's own probabilities. They are not calibrated: 0.9 does not mean that it is right nine times in ten.",
    "Die Zahlen sind die Wahrscheinlichkeiten des Netzes selbst. Sie sind nicht kalibriert: 0,9 heißt nicht, dass es in neun von zehn Fällen recht hat.",
  ],
  heardTitle: ["What it heard", "Was es gehört hat"],
  wave: [
    "Waveform, {seconds} s; highest peak {peak} % of full scale",
    "Wellenform, {seconds} s; höchste Spitze {peak} % vom Anschlag",
  ],
  pitch: [
    "Pitch from {low} to {high} Hz; a voice was found in {share} % of the time",
    "Tonhöhe von {low} bis {high} Hz; in {share} % der Zeit wurde eine Stimme gefunden",
  ],
  noPitch: ["Pitch: no voice was found", "Tonhöhe: Es wurde keine Stimme gefunden"],
  loudness: ["Loudness, as an ear would judge it", "Lautheit, wie ein Ohr sie beurteilt"],
  downloadSound: ["Save the sound as WAV", "Ton als WAV sichern"],

  historyTitle: ["The last recordings", "Die letzten Aufnahmen"],
  historyHelp: [
    "Kept in this window only, without their sound, and gone when it closes, unless you save them.",
    "Nur in diesem Fenster, ohne ihren Ton, und weg, wenn es sich schließt, außer Sie sichern sie.",
  ],
  time: ["time", "Zeit"],
  source: ["recording", "Aufnahme"],
  doubts: ["doubts", "Zweifel"],
  microphone: ["microphone", "Mikrofon"],
  none: ["none", "keine"],
  word_short: ["short", "kurz"],
  word_quiet: ["quiet", "leise"],
  word_clipped: ["clipped", "übersteuert"],
  word_noisy: ["noisy", "verrauscht"],
  word_silent: ["silent", "still"],
  save: ["Save this table on this device", "Diese Tabelle auf diesem Gerät sichern"],
  forget: ["Delete it, here and on this device", "Löschen, hier und auf diesem Gerät"],
  saved: ["Saved on this device.", "Auf diesem Gerät gesichert."],
  notSaved: ["This browser keeps nothing for this page.", "Dieser Browser bewahrt für diese Seite nichts auf."],
  forgotten: ["Deleted.", "Gelöscht."],

  networkTitle: ["The network", "Das Netz"],
  networkFile: ["file", "Datei"],
  networkReads: ["reads", "liest"],
  networkReadsValue: ["{features} of 6373 features of the sound", "{features} von 6373 Merkmalen des Tons"],
  networkClasses: ["classes", "Klassen"],
  networkMadeFrom: ["made from", "gemacht aus"],
  networkProvenance: ["its maker's notes", "Angaben dessen, der es gemacht hat"],
  networkTrained: ["trained on", "trainiert an"],
  networkTested: ["asked about", "gefragt nach"],
  recordingCounts: ["{recordings} recordings of {units}", "{recordings} Aufnahmen von {units}"],
  speakers: ["{count} speakers", "{count} Personen"],
  unknownSpeakers: ["unknown speakers", "unbekannten Personen"],
  networkRecall: ["right for {class}", "richtig bei {class}"],
  unknown: ["not known", "nicht bekannt"],

  privacyTitle: ["What happens to the sound", "Was mit dem Ton geschieht"],
  privacyStays: [
    "It stays in this window's memory. Nothing is sent, no cookie is set, and nothing is stored but this page's own files, and the table above if you press its button.",
    "Er bleibt im Speicher dieses Fensters. Nichts wird gesendet, kein Cookie gesetzt, und nichts gespeichert außer den Dateien dieser Seite und der Tabelle oben, wenn Sie deren Knopf drücken.",
  ],
  privacyEnforced: [
    "The browser enforces most of it: under this page's policy (connect-src 'none') its scripts and workers can open no connection, not even to the server that they came from, and load nothing from elsewhere. The service worker, which keeps the page for use without a network, fetches the page's own files once and then answers from what it keeps; it never sees the sound.",
    "Das meiste davon erzwingt der Browser: Unter den Regeln dieser Seite (connect-src 'none') können ihre Skripte keine Verbindung öffnen, nicht einmal zu dem Server, von dem sie kamen, und nichts von anderswo laden. Der Service Worker, der die Seite ohne Netz benutzbar hält, holt einmal die Dateien der Seite und antwortet dann aus dem, was er hat; den Ton bekommt er nie.",
  ],
  privacyNotPrevented: [
    "Browsers do not prevent two ways out: opening another address, and WebRTC. This page's script uses neither, which its source shows; the policy alone does not. It cannot prevent what browser extensions or the system do, and whoever serves the page could serve another one. The browser asks the server now and then whether the service worker has changed.",
    "Zwei Wege verhindern Browser nicht: eine andere Adresse zu öffnen, und WebRTC. Das Skript dieser Seite benutzt beide nicht, was sein Quelltext zeigt; die Regeln allein verhindern es nicht. Gegen Erweiterungen des Browsers oder das System kann die Seite nichts tun, und wer sie ausliefert, könnte eine andere ausliefern. Der Browser fragt den Server ab und zu, ob sich der Service Worker geändert hat.",
  ],
} as const satisfies Readonly<Record<string, readonly [english: string, german: string]>>;
