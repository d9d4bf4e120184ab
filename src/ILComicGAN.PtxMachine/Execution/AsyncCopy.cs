namespace ILComicGAN.PtxMachine.Execution;

/// <summary>A <c>cp.async</c> as the running machine needs it.</summary>
/// <param name="Source">The read of global memory.</param>
/// <param name="Destination">The write to shared memory.</param>
/// <param name="SourceBytes">How much is read, the rest is zeros; null for all.</param>
internal sealed record AsyncCopy(MemoryAccess Source, MemoryAccess Destination, OperandPlace? SourceBytes);
