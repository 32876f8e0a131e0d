// An extension as somebody else writes it: it needs JupyterLab's modules and brings none of them.
import {ICommandPalette} from "@jupyterlab/apputils";
import {Widget} from "@lumino/widgets";

export default {
  id: "somebodys-extension:plugin",
  autoStart: true,
  requires: [ICommandPalette],
  activate: (app, palette) => {
    app.commands.addCommand("somebodys:open", {
      label: "Open somebody's panel",
      execute: () => {
        const widget = new Widget();
        widget.id = "somebodys-panel";
        widget.title.label = "Somebody's panel";
        widget.node.textContent = "It is open.";
        app.shell.add(widget, "main");
      }
    });
    palette.addItem({command: "somebodys:open", category: "Somebody's"});
  }
};
