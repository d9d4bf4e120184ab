using ILGPU.Runtime.Cuda;

namespace ILComicGAN.Engine.Gpu;

/// <summary>What a CUDA device's kernels are compiled for.</summary>
/// <param name="Architecture">
/// What ILGPU is told; the driver runs older targets on newer cards. The <c>.target</c> that ILGPU 1.5.3 writes stays at
/// sm_80 from there on, which changes nothing in the machine code (docs/ptx-machine.md).
/// </param>
/// <param name="InstructionSet">The <c>.version</c> of the PTX, no newer than the driver reads.</param>
/// <param name="Remark">What was fallen back to and why; null where card and driver are known.</param>
internal sealed record CudaTarget(CudaArchitecture Architecture, CudaInstructionSet InstructionSet, string? Remark)
{
    private static readonly CudaArchitecture[] s_architectures =
    [
        CudaArchitecture.SM_75, CudaArchitecture.SM_80, CudaArchitecture.SM_86, CudaArchitecture.SM_87,
        CudaArchitecture.SM_89, CudaArchitecture.SM_90, CudaArchitecture.SM_100, CudaArchitecture.SM_120,
    ];

    /// <summary>The PTX versions with the first CUDA version whose driver reads them.</summary>
    private static readonly (CudaInstructionSet Set, int CudaMajor, int CudaMinor)[] s_instructionSets =
    [
        (CudaInstructionSet.ISA_63, 10, 0), (CudaInstructionSet.ISA_64, 10, 1), (CudaInstructionSet.ISA_65, 10, 2),
        (CudaInstructionSet.ISA_70, 11, 0), (CudaInstructionSet.ISA_71, 11, 1), (CudaInstructionSet.ISA_72, 11, 2),
        (CudaInstructionSet.ISA_73, 11, 3), (CudaInstructionSet.ISA_74, 11, 4), (CudaInstructionSet.ISA_75, 11, 5),
        (CudaInstructionSet.ISA_76, 11, 6), (CudaInstructionSet.ISA_77, 11, 7), (CudaInstructionSet.ISA_78, 11, 8),
        (CudaInstructionSet.ISA_80, 12, 0), (CudaInstructionSet.ISA_81, 12, 1), (CudaInstructionSet.ISA_82, 12, 2),
        (CudaInstructionSet.ISA_83, 12, 3), (CudaInstructionSet.ISA_84, 12, 4), (CudaInstructionSet.ISA_85, 12, 5),
        (CudaInstructionSet.ISA_86, 12, 7), (CudaInstructionSet.ISA_87, 12, 8), (CudaInstructionSet.ISA_88, 12, 9),
    ];

    /// <summary>
    /// The newest target that the card runs, this library knows and the driver reads: a card or driver from after this
    /// library is served by the newest known one instead of being refused by the driver's compiler.
    /// </summary>
    /// <param name="major">Of the card's compute capability.</param>
    /// <param name="minor">Of the card's compute capability.</param>
    /// <param name="driverMajor">Of the CUDA version that the driver supports.</param>
    /// <param name="driverMinor">Of the CUDA version that the driver supports.</param>
    /// <exception cref="NotSupportedException">The card is older than sm_75 or the driver older than CUDA 10.0.</exception>
    public static CudaTarget Choose(int major, int minor, int driverMajor, int driverMinor)
    {
        CudaArchitecture card = new CudaArchitecture(major, minor);
        int readable = Array.FindLastIndex(
            s_instructionSets, set => (set.CudaMajor, set.CudaMinor).CompareTo((driverMajor, driverMinor)) <= 0);
        if (readable < 0 || card < s_architectures[0])
        {
            throw new NotSupportedException(
                $"compute capability {major}.{minor} with a driver for CUDA {driverMajor}.{driverMinor}: the kernels need 7.5 (Turing, RTX 20) and CUDA 10.0 or newer");
        }

        CudaInstructionSet set = s_instructionSets[readable].Set;
        // A target is only in the PTX versions since its own; older drivers get the newest target they read.
        CudaArchitecture target = s_architectures.Last(known => known <= card && set >= FirstSet(known));
        string? remark = target == card
            ? null
            : $"compute capability {major}.{minor} under CUDA {driverMajor}.{driverMinor} runs as sm_{target.Major}{target.Minor}, the newest that both know";
        return new CudaTarget(target, set, remark);
    }

    private static CudaInstructionSet FirstSet(CudaArchitecture architecture) => (architecture.Major, architecture.Minor) switch
    {
        (7, 5) => CudaInstructionSet.ISA_63,
        (8, 0) => CudaInstructionSet.ISA_70,
        (8, 6) => CudaInstructionSet.ISA_71,
        (8, 7) => CudaInstructionSet.ISA_74,
        (8, 9) or (9, 0) => CudaInstructionSet.ISA_78,
        (10, 0) => CudaInstructionSet.ISA_86,
        _ => CudaInstructionSet.ISA_87,
    };
}
