namespace ILComicGAN.PtxMachine.Execution;

/// <summary>The compiled body of a basic block for one warp.</summary>
/// <param name="frame">The warp's registers.</param>
/// <param name="mask">Its active lanes.</param>
/// <param name="context">Memory and the like.</param>
/// <returns>The lanes whose guard of the last instruction is true.</returns>
internal unsafe delegate uint BlockCode(byte* frame, uint mask, WarpContext context);
