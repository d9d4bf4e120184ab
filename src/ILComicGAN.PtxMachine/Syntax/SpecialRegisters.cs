namespace ILComicGAN.PtxMachine.Syntax;

/// <summary>The special registers; they come before a kernel's own in the numbering.</summary>
internal static class SpecialRegisters
{
    public static readonly string[] Names =
    [
        "%tid.x", "%tid.y", "%tid.z", "%ntid.x", "%ntid.y", "%ntid.z",
        "%ctaid.x", "%ctaid.y", "%ctaid.z", "%nctaid.x", "%nctaid.y", "%nctaid.z",
        "%laneid", "%warpid", "%nwarpid",
        "%lanemask_eq", "%lanemask_le", "%lanemask_lt", "%lanemask_ge", "%lanemask_gt",
        "%dynamic_smem_size", "%total_smem_size", "WARP_SZ",
    ];

    /// <summary>First of the registers that count up while the kernel runs.</summary>
    public static readonly string[] Clocks = ["%clock", "%clock_hi", "%clock64", "%globaltimer", "%smid", "%nsmid", "%gridid"];

    public static int Find(string name) => Array.IndexOf(Names, name);
}
