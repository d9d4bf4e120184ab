namespace ILComicGAN.PtxMachine.Syntax;

/// <summary>A declared register of a kernel.</summary>
/// <param name="Name">As written; names of an inner scope may repeat.</param>
/// <param name="Type">Of its declaration, which only gives the size.</param>
/// <param name="Index">Within the kernel.</param>
internal sealed record PtxRegister(string Name, PtxType Type, int Index);
