using ILComicGAN.PtxMachine.Programs;

namespace ILComicGAN.PtxMachine.Execution;

/// <summary>A kernel that a <see cref="Machine"/> can launch.</summary>
public sealed class LoadedKernel
{
    internal LoadedKernel(KernelProgram program, string target, string text)
    {
        (Program, Target, Text) = (program, target, text);
    }

    /// <summary>As in the PTX.</summary>
    public string Name => Program.Name;

    /// <summary>The PTX's <c>.target</c>, as “sm_86”.</summary>
    public string Target { get; }

    /// <summary>The PTX.</summary>
    public string Text { get; }

    /// <summary>Bytes of its arguments.</summary>
    public int ParameterBytes => Program.Kernel.ParameterBytes;

    /// <summary>Bytes of shared memory that it declares.</summary>
    public int SharedBytes => Program.Kernel.SharedBytes;

    /// <summary>The arguments' places in the parameter memory, in order.</summary>
    public IReadOnlyList<(int Offset, int Bytes)> Parameters => [.. Program.Kernel.Parameters.Select(p => (p.Offset, p.Size))];

    internal KernelProgram Program { get; }
}
