// What ipywidgets 8 calls its widgets and what they are made with: names and first values as they go to
// the front end. `test/widgets/models.test.ts` compares them with ipywidgets' own specification.

/** A widget's state as it goes over the wire, with ipywidgets' names. */
export type State = Record<string, unknown>;

/** What a front end needs to make a widget: which class, and its first state. */
export interface Model {
  readonly module: string;
  readonly version: string;
  /** The class of its view, where it has one of its own. */
  readonly view: string;
  /** The model of what it looks like. */
  readonly style?: string;
  /** Whether it has a place in the page: a layout, a tooltip. */
  readonly isShown: boolean;
  readonly state: Readonly<State>;
}

const base = {module: "@jupyter-widgets/base", version: "2.0.0"};
const controls = {module: "@jupyter-widgets/controls", version: "2.0.0"};

const described = {description: "", description_allow_html: false};
const input = {...described, disabled: false};
const slider = {
  ...input,
  behavior: "drag-tap",
  continuous_update: true,
  orientation: "horizontal",
  readout: true
};
const numberInput = {...input, continuous_update: false};
const choice = {...input, _options_labels: [], index: null};
const written = {...described, placeholder: "\u200b", value: ""};
const box = {box_style: "", children: []};
const progress = {...described, bar_style: "", max: 100, min: 0, orientation: "horizontal"};
const font = {
  font_family: null,
  font_size: null,
  font_style: null,
  font_variant: null,
  font_weight: null,
  text_color: null,
  text_decoration: null
};

function control(name: string, state: State, style?: string, view = name): Model {
  return {...controls, view: `${view}View`, isShown: true, state, ...(style && {style})};
}

const style = (state: State): Model => ({
  ...controls,
  view: "StyleView",
  isShown: false,
  state: {...state, _view_module: base.module, _view_module_version: base.version}
});

/** By their names without `Model`. */
export const models = {
  IntSlider: control(
    "IntSlider",
    {...slider, max: 100, min: 0, readout_format: "d", step: 1, value: 0},
    "SliderStyle"
  ),
  FloatSlider: control(
    "FloatSlider",
    {...slider, max: 100, min: 0, readout_format: ".2f", step: 0.1, value: 0},
    "SliderStyle"
  ),
  FloatLogSlider: control(
    "FloatLogSlider",
    {...slider, base: 10, max: 4, min: 0, readout_format: ".3g", step: 0.1, value: 1},
    "SliderStyle"
  ),
  IntRangeSlider: control(
    "IntRangeSlider",
    {...slider, max: 100, min: 0, readout_format: "d", step: 1, value: [0, 1]},
    "SliderStyle"
  ),
  FloatRangeSlider: control(
    "FloatRangeSlider",
    {...slider, max: 100, min: 0, readout_format: ".2f", step: 0.1, value: [0, 1]},
    "SliderStyle"
  ),
  SelectionSlider: control("SelectionSlider", {...slider, ...choice, index: 0}, "SliderStyle"),
  IntText: control("IntText", {...numberInput, step: 1, value: 0}, "DescriptionStyle"),
  FloatText: control("FloatText", {...numberInput, step: null, value: 0}, "DescriptionStyle"),
  BoundedIntText: control(
    "BoundedIntText",
    {...numberInput, max: 100, min: 0, step: 1, value: 0},
    "DescriptionStyle",
    "IntText"
  ),
  BoundedFloatText: control(
    "BoundedFloatText",
    {...numberInput, max: 100, min: 0, step: null, value: 0},
    "DescriptionStyle",
    "FloatText"
  ),
  Dropdown: control("Dropdown", choice, "DescriptionStyle"),
  Select: control("Select", {...choice, rows: 5}, "DescriptionStyle"),
  RadioButtons: control("RadioButtons", {...choice, orientation: "vertical"}, "DescriptionStyle"),
  ToggleButtons: control(
    "ToggleButtons",
    {...choice, button_style: "", icons: [], tooltips: []},
    "ToggleButtonsStyle"
  ),
  SelectMultiple: control("SelectMultiple", {...choice, index: [], rows: 5}, "DescriptionStyle"),
  Checkbox: control("Checkbox", {...input, indent: true, value: false}, "CheckboxStyle"),
  ToggleButton: control(
    "ToggleButton",
    {...input, button_style: "", icon: "", value: false},
    "ToggleButtonStyle"
  ),
  Button: control(
    "Button",
    {button_style: "", description: "", disabled: false, icon: ""},
    "ButtonStyle"
  ),
  Text: control("Text", {...input, ...written, continuous_update: true}, "TextStyle"),
  Textarea: control(
    "Textarea",
    {...input, ...written, continuous_update: true, rows: null},
    "TextStyle"
  ),
  Label: control("Label", written, "LabelStyle"),
  HTML: control("HTML", written, "HTMLStyle"),
  IntProgress: control("IntProgress", {...progress, value: 0}, "ProgressStyle", "Progress"),
  FloatProgress: control("FloatProgress", {...progress, value: 0}, "ProgressStyle", "Progress"),
  Image: control("Image", {format: "png", height: "", value: new Uint8Array(), width: ""}),
  HBox: control("HBox", box),
  VBox: control("VBox", box),
  Tab: control("Tab", {...box, selected_index: null, titles: []}),
  Accordion: control("Accordion", {...box, selected_index: null, titles: []}),
  Output: {
    module: "@jupyter-widgets/output",
    version: "1.0.0",
    view: "OutputView",
    isShown: true,
    state: {msg_id: "", outputs: []}
  },
  SliderStyle: style({description_width: "", handle_color: null}),
  DescriptionStyle: style({description_width: ""}),
  CheckboxStyle: style({background: null, description_width: ""}),
  ToggleButtonStyle: style({...font, description_width: ""}),
  ToggleButtonsStyle: style({button_width: "", description_width: "", font_weight: ""}),
  ButtonStyle: style({...font, button_color: null}),
  TextStyle: style({background: null, description_width: "", font_size: null, text_color: null}),
  LabelStyle: style({...font, background: null, description_width: ""}),
  HTMLStyle: style({background: null, description_width: "", font_size: null, text_color: null}),
  ProgressStyle: style({bar_color: null, description_width: ""}),
  Layout: {...base, view: "LayoutView", isShown: false, state: layout()}
} as const satisfies Record<string, Model>;

/** Everything that CSS may be told of a widget's place, and nothing told. */
function layout(): State {
  const names = `align_content align_items align_self border_bottom border_left border_right border_top
    bottom display flex flex_flow grid_area grid_auto_columns grid_auto_flow grid_auto_rows grid_column
    grid_gap grid_row grid_template_areas grid_template_columns grid_template_rows height
    justify_content justify_items left margin max_height max_width min_height min_width object_fit
    object_position order overflow padding right top visibility width`;
  return Object.fromEntries(names.split(/\s+/).map((name) => [name, null]));
}

export type ModelName = keyof typeof models;
