import {ILabShell, type JupyterFrontEndPlugin} from "@jupyterlab/application";
import {LabIcon} from "@jupyterlab/ui-components";
import {Widget} from "@lumino/widgets";
import logo from "../../../kernel/kernelspec/logo-svg.svg";

/** The project's mark: the window of a convolution on an image. */
const logoIcon = new LabIcon({name: "convnotes:logo", svgstr: logo});

/** Puts the mark where JupyterLab has its own. */
export const branding: JupyterFrontEndPlugin<void> = {
  id: "@convnotes/lab:branding",
  description: "The project's logo.",
  autoStart: true,
  requires: [ILabShell],
  activate: (_app, shell: ILabShell) => {
    const widget = new Widget();
    widget.id = "jp-MainLogo";
    logoIcon.element({
      container: widget.node,
      elementPosition: "center",
      margin: "2px 2px 2px 8px",
      height: "auto",
      width: "18px"
    });
    shell.add(widget, "top", {rank: 0});
  }
};
