/** The content is to blame: no decoder that is here makes sound of it. */
export class UndecodableError extends Error {
  override readonly name = "UndecodableError";
}

/** No decoder of ours knows the format: an ffmpeg would, and there is none on the PATH. */
export class NeedsFfmpegError extends Error {
  override readonly name = "NeedsFfmpegError";
}
