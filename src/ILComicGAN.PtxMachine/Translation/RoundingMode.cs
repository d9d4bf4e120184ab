namespace ILComicGAN.PtxMachine.Translation;

/// <summary>IEEE 754's rounding directions.</summary>
internal enum RoundingMode
{
    Nearest,
    Zero,
    Down,
    Up,
}
