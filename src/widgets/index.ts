// Controls in a notebook. Lectures write `import {interact} from "@convnotes/widgets"`.

/** A figure that one plays with. */
export {interact} from "./interact.ts";
export type {InteractOptions, Interaction, Values} from "./interact.ts";
export {toControl} from "./abbreviation.ts";
export type {Abbreviation, ValueOf} from "./abbreviation.ts";
/** Controls. */
export {
  floatLogSlider,
  floatRangeSlider,
  floatSlider,
  intRangeSlider,
  intSlider
} from "./controls/sliders.ts";
export type {ControlOptions, SliderOptions} from "./controls/sliders.ts";
export {floatText, intText} from "./controls/numbers.ts";
export type {NumberOptions} from "./controls/numbers.ts";
export {
  dropdown,
  radioButtons,
  select,
  selectionSlider,
  selectMultiple,
  toggleButtons
} from "./controls/choices.ts";
export type {ChoiceOptions, Options} from "./controls/choices.ts";
export {checkbox, toggleButton} from "./controls/switches.ts";
export {html, label, text, textarea} from "./controls/texts.ts";
export type {TextOptions} from "./controls/texts.ts";
export {button} from "./controls/button.ts";
export type {Button, ButtonOptions} from "./controls/button.ts";
/** Places that code changes. */
export {progressBar} from "./controls/progressBar.ts";
export {image} from "./controls/image.ts";
export {output} from "./controls/output.ts";
export type {Output} from "./controls/output.ts";
/** Widgets in a widget. */
export {accordion, hbox, tabs, vbox} from "./controls/boxes.ts";
export type {Box} from "./controls/boxes.ts";
/** What a notebook's file says of them. */
export {savedControls} from "./savedControls.ts";
export type {ControlsInWords, SavedWidgets} from "./savedControls.ts";
/** What they all are. */
export {Widget} from "./widget.ts";
export type {NamedModel, Observer} from "./widget.ts";
export {Control} from "./control.ts";
export type {Codec} from "./control.ts";
export type {CommonOptions} from "./make.ts";
export type {Captured, MimeBundle} from "./host.ts";
export type {Model, ModelName, State} from "./models.ts";
/** A view of one's own. */
export {anyWidget} from "./anyWidget.ts";
export type {AnyWidgetOptions} from "./anyWidget.ts";
