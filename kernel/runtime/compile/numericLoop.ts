import type {Node} from "oxc-parser";
import type {Loop} from "./analysis.ts";

const arithmetic = new Set(["+", "-", "*", "/", "%", "**", "|", "&", "^", "<<", ">>", ">>>"]);
const comparison = new Set(["<", "<=", ">", ">=", "===", "!==", "==", "!="]);

/**
 * Whether a loop does nothing but arithmetic: if the names hold numbers when it begins, then they
 * always do, and nothing in it can throw.
 *
 * @param names - those from outside that the loop uses
 */
export function isNumericLoop({node, labels}: Loop, names: ReadonlySet<string>): boolean {
  return labels.length === 0 && new NumericCheck(names).statement(node);
}

class NumericCheck {
  readonly #known: Set<string>;

  constructor(names: ReadonlySet<string>) {
    this.#known = new Set(names);
  }

  statement(node: Node | null): boolean {
    switch (node?.type) {
      case undefined:
      case "EmptyStatement":
        return true;
      case "BlockStatement":
        return node.body.every((statement) => this.statement(statement));
      case "ExpressionStatement":
        return this.#number(node.expression);
      case "VariableDeclaration":
        return node.declarations.every(({id, init}) => {
          if (id.type !== "Identifier" || !init || !this.#number(init)) return false;
          this.#known.add(id.name);
          return true;
        });
      case "IfStatement":
        return (
          this.#condition(node.test) &&
          this.statement(node.consequent) &&
          this.statement(node.alternate)
        );
      case "ForStatement":
        return (
          (node.init?.type === "VariableDeclaration"
            ? this.statement(node.init)
            : this.#optionalNumber(node.init)) &&
          (!node.test || this.#condition(node.test)) &&
          this.#optionalNumber(node.update) &&
          this.statement(node.body)
        );
      case "WhileStatement":
      case "DoWhileStatement":
        return this.#condition(node.test) && this.statement(node.body);
      case "BreakStatement":
      case "ContinueStatement":
        return node.label === null;
      default:
        return false;
    }
  }

  #optionalNumber(node: Node | null): boolean {
    return node === null || this.#number(node);
  }

  #condition(node: Node): boolean {
    switch (node.type) {
      case "BinaryExpression":
        if (!comparison.has(node.operator)) break;
        return this.#number(node.left) && this.#number(node.right);
      case "LogicalExpression":
        return this.#condition(node.left) && this.#condition(node.right);
      case "UnaryExpression":
        if (node.operator === "!") return this.#condition(node.argument);
        break;
      case "Literal":
        return typeof node.value === "boolean" || typeof node.value === "number";
    }
    return this.#number(node);
  }

  #number(node: Node): boolean {
    switch (node.type) {
      case "Literal":
        return typeof node.value === "number";
      case "Identifier":
        return this.#known.has(node.name);
      case "UnaryExpression":
        return ["+", "-", "~"].includes(node.operator) && this.#number(node.argument);
      case "BinaryExpression":
        return arithmetic.has(node.operator) && this.#number(node.left) && this.#number(node.right);
      case "ConditionalExpression":
        return (
          this.#condition(node.test) &&
          this.#number(node.consequent) &&
          this.#number(node.alternate)
        );
      case "UpdateExpression":
        return this.#number(node.argument);
      case "AssignmentExpression":
        return (
          node.left.type === "Identifier" && this.#number(node.left) && this.#number(node.right)
        );
      case "CallExpression": {
        const {callee} = node;
        const isOfMath =
          callee.type === "MemberExpression" &&
          callee.object.type === "Identifier" &&
          callee.object.name === "Math" &&
          callee.property.type === "Identifier" &&
          callee.property.name in Math;
        return isOfMath && node.arguments.every((argument) => this.#number(argument));
      }
      default:
        return false;
    }
  }
}
