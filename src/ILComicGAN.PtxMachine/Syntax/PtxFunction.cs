namespace ILComicGAN.PtxMachine.Syntax;

/// <summary>A parsed <c>.func</c>; its body is written into a kernel at each call.</summary>
/// <param name="Body">
/// With registers, local variables, labels and statements of its own. Parameters and results are variables of
/// <see cref="StateSpace.Parameter"/> and names of it.
/// </param>
/// <param name="Results">At most one, as ILGPU writes them.</param>
/// <param name="Parameters">In order.</param>
internal sealed record PtxFunction(PtxKernel Body, IReadOnlyList<PtxVariable> Results, IReadOnlyList<PtxVariable> Parameters)
{
    public string Name => Body.Name;
}
