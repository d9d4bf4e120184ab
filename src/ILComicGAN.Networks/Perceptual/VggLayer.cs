namespace ILComicGAN.Networks.Perceptual;

/// <summary>Where features are taken from VGG-19.</summary>
/// <param name="Name">As in “conv4_4”.</param>
/// <param name="Activated">After the ReLU instead of before it.</param>
public readonly record struct VggLayer(string Name, bool Activated = false)
{
    /// <summary>conv4_4 before its ReLU, the paper's layer (Eqs. 3 and 4).</summary>
    public static VggLayer Default => new("conv4_4");
}
