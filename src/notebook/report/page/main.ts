// What a report does in the reader's browser. It is compiled into one script, which every report holds.
import {offerNotebook} from "./attachedNotebook.ts";
import {switchCode} from "./codeSwitch.ts";
import {followContents} from "./contents.ts";
import {showFigures} from "./figures.ts";
import {offerData} from "./figureData.ts";
import {preparePrinting} from "./printing.ts";
import {switchTheme} from "./theme.ts";

switchTheme();
followContents();
switchCode();
offerNotebook();
offerData();
const figures = showFigures();
preparePrinting(figures);

// For who prints the page by a program: draws what is not drawn yet.
Object.assign(globalThis, {convnotesReport: figures});
