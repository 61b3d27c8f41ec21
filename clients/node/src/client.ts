// Calls a Hairpin server: the generated service over gRPC, with a token, and with
// calls that are made again when another attempt may end better.
import { create } from "@bufbuild/protobuf";
import { Code, ConnectError, createClient, type Client, type Interceptor } from "@connectrpc/connect";
import { createGrpcTransport } from "@connectrpc/connect-node";
import { AnalysisService, AnalyzeResponseSchema, AnalyzeStreamRequestSchema, FileChunkSchema } from "./hairpin/v1/analysis_pb.js";
import type { AnalyzeRequest, AnalyzeResponse, AnalyzeStreamRequest, Finding } from "./hairpin/v1/analysis_pb.js";

export * from "./hairpin/v1/analysis_pb.js";
export type HairpinClient = Client<typeof AnalysisService>;

export interface Options {
  /** The bearer token to send. */
  token?: string;
  /** Certificates to trust instead of those of the system, in PEM. */
  ca?: string;
}

/** Makes a client for "https://host:port", or "http://host:port" in plaintext. */
export function connect(url: string, options: Options = {}): HairpinClient {
  const interceptors: Interceptor[] = [];
  if (options.token !== undefined) {
    const header = `Bearer ${options.token}`;
    interceptors.push((next) => (req) => {
      req.header.set("authorization", header);
      return next(req);
    });
  }
  const nodeOptions = options.ca === undefined ? {} : { ca: options.ca };
  return createClient(AnalysisService, createGrpcTransport({ baseUrl: url, interceptors, nodeOptions }));
}

const attempts = 5;
const firstWait = 100; // milliseconds

/** Makes a call up to five times, as long as the server is away or busy. */
export async function again<T>(call: () => Promise<T>): Promise<T> {
  for (let attempt = 1, wait = firstWait; ; attempt++, wait *= 2) {
    try {
      return await call();
    } catch (err) {
      const code = ConnectError.from(err).code;
      if (attempt === attempts || (code !== Code.Unavailable && code !== Code.ResourceExhausted)) {
        throw err;
      }
    }
    await new Promise((resolve) => setTimeout(resolve, wait));
  }
}

/** The size in bytes of a message of a stream. */
const pieceSize = 256 << 10;

/** Cuts a request into the messages of a stream. */
export function* pieces(req: AnalyzeRequest, size = pieceSize): Generator<AnalyzeStreamRequest> {
  let message = create(AnalyzeStreamRequestSchema, req.config === undefined ? {} : { config: req.config });
  let room = size;
  for (const file of req.files) {
    let path = file.path;
    let at = 0;
    do {
      const content = file.content.subarray(at, at + room);
      message.chunks.push(create(FileChunkSchema, { path, content }));
      path = "";
      at += content.length;
      room -= content.length;
      if (room === 0) {
        yield message;
        message = create(AnalyzeStreamRequestSchema);
        room = size;
      }
    } while (at < file.content.length);
  }
  if (message.chunks.length > 0 || message.config !== undefined) {
    yield message;
  }
}

/** Analyses a project of any size: the request is streamed, the answer put together. */
export function analyzeInPieces(client: HairpinClient, req: AnalyzeRequest): Promise<AnalyzeResponse> {
  return again(async () => {
    const out = create(AnalyzeResponseSchema);
    for await (const { part } of client.analyzeStream(messages(req))) {
      if (part.case === "document") {
        out.findings.push(...part.value.findings);
        out.suppressed.push(...part.value.suppressed);
      } else if (part.case === "end") {
        out.problems = part.value.problems;
        if (part.value.summary !== undefined) {
          out.summary = part.value.summary;
        }
      }
    }
    if (out.summary === undefined) {
      throw new ConnectError("the response was cut off", Code.Unavailable);
    }
    out.findings.sort(inOrder);
    out.suppressed.sort((a, b) => inOrder(a.finding, b.finding));
    return out;
  });
}

async function* messages(req: AnalyzeRequest): AsyncGenerator<AnalyzeStreamRequest> {
  yield* pieces(req);
}

/** The order of findings in an answer: by path, place, rule and message, in bytes. */
function inOrder(a: Finding | undefined, b: Finding | undefined): number {
  const x = a?.location;
  const y = b?.location;
  return (
    text(x?.path, y?.path) ||
    (x?.range?.start?.offset ?? 0) - (y?.range?.start?.offset ?? 0) ||
    (x?.range?.end?.offset ?? 0) - (y?.range?.end?.offset ?? 0) ||
    text(a?.ruleId, b?.ruleId) ||
    text(a?.message, b?.message)
  );
}

function text(a = "", b = ""): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
