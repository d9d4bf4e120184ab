namespace ILComicGAN.PtxMachine.Syntax;

/// <summary>A variable in memory.</summary>
/// <param name="Name">As written.</param>
/// <param name="Space">Where.</param>
/// <param name="Offset">From the start of the space, in bytes.</param>
/// <param name="Size">In bytes; 0 for dynamic shared memory.</param>
/// <param name="Alignment">In bytes.</param>
internal sealed record PtxVariable(string Name, StateSpace Space, int Offset, int Size, int Alignment);
