namespace ILComicGAN.Engine.Devices.Cpu;

/// <summary>The vectors that the cpu device computes with.</summary>
public enum SimdLevel
{
    /// <summary>One float at a time.</summary>
    Scalar,

    /// <summary>4 floats (SSE, NEON).</summary>
    Vector128,

    /// <summary>8 floats (AVX2).</summary>
    Vector256,

    /// <summary>16 floats (AVX-512).</summary>
    Vector512,
}
