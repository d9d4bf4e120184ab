namespace ILComicGAN.PtxMachine.Memory;

/// <summary>Where the shared and local memory of the running thread appear among generic addresses.</summary>
internal static class Windows
{
    public const long Shared = 0x0100_0000, Local = 0x0200_0000, Bytes = 0x0100_0000;
}
