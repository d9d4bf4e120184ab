namespace ILComicGAN.PtxMachine;

/// <summary>IEEE 754's rounding directions.</summary>
internal enum RoundingMode
{
    Nearest,
    Zero,
    Down,
    Up,
}
