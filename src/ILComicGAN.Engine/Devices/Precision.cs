namespace ILComicGAN.Engine.Devices;

/// <summary>How exactly a GPU multiplies; sums are float32 always.</summary>
public enum Precision
{
    /// <summary>Exact float32 operands.</summary>
    Float32,

    /// <summary>tf32 tensor cores: operands with ten bits of fraction (RTX 30 and newer).</summary>
    TensorFloat32,

    /// <summary>f16 tensor cores: ten bits of fraction and magnitudes up to 65504 (RTX 20 and newer).</summary>
    Half,
}
