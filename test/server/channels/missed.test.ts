import {describe, expect, test} from "vitest";
import {Session} from "../../../src/jupyter/message.ts";
import type {ChannelMessage} from "../../../src/server/channels/channelMessage.ts";
import {Missed} from "../../../src/server/channels/missed.ts";
import {ExecutionLog} from "../../../src/server/executions/executionLog.ts";
import {idle, prints, request, says, summary} from "./messages.ts";

/** A log in which a cell was asked for, and what a client of it missed. */
function away({limit}: {limit?: number} = {}): {
  missed: Missed;
  hear: (...messages: ChannelMessage[]) => void;
} {
  const log = new ExecutionLog();
  const message = new Session().message("execute_request", {content: {code: "1"}});
  log.request({...message, header: request("cell")});
  const missed = new Missed(log, {limit});
  return {
    missed,
    hear: (...messages) => {
      for (const message of messages) {
        log.hear(message);
        missed.push(message);
      }
    }
  };
}

const widget = (size: number): ChannelMessage => says("", "comm_msg", {data: "w".repeat(size)});

describe("Missed", () => {
  test("gives what there was little of as it came, once", () => {
    const {missed, hear} = away();
    hear(prints("cell", "1"), widget(1), idle("cell"));
    const {messages, lost} = missed.take("kernel");
    expect(summary(messages)).toEqual(["stream 1", "comm_msg", "status"]);
    expect(lost).toBe(0);
    expect(missed.isEmpty).toBe(true);
  });

  test("gives much output anew from the log, and keeps little of it meanwhile", () => {
    const {missed, hear} = away({limit: 20_000});
    for (let i = 0; i < 100; ++i) hear(prints("cell", String(i % 10).repeat(1000)));
    hear(widget(1), says("cell", "execute_reply", {status: "ok"}, "shell"), idle("cell"));
    const {messages, lost} = missed.take("kernel");
    expect(messages.map(({type}) => type)).toEqual([
      "clear_output",
      "stream",
      "execute_reply",
      "status",
      "comm_msg"
    ]);
    expect((messages[1].message.content as {text: string}).text).toHaveLength(100_000);
    expect(messages.every(({message}) => message.header.session === "kernel")).toBe(true);
    expect(lost).toBe(0);
  });

  test("counts what nobody can say again", () => {
    const {missed, hear} = away({limit: 10_000});
    for (let i = 0; i < 20; ++i) hear(widget(1000));
    const {messages, lost} = missed.take("kernel");
    expect(lost).toBeGreaterThan(10);
    expect(messages).toHaveLength(20 - lost);
    expect(messages.reduce((size, message) => size + message.size, 0)).toBeLessThan(10_000);
  });

  test("gives a running cell anew when it is not known what has arrived", () => {
    const {missed, hear} = away();
    hear(says("cell", "status", {execution_state: "busy"}), prints("cell", "seen"));
    missed.take("kernel");
    missed.doubt(new Date(0));
    expect(summary(missed.take("kernel").messages)).toEqual([
      "status",
      "clear_output",
      "stream seen"
    ]);
    missed.doubt(new Date(Date.now() + 1000));
    expect(missed.isEmpty).toBe(true);
  });
});
